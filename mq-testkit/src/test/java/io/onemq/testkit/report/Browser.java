package io.onemq.testkit.report;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Chromium without a window, with one page, driven by the protocol of its developer tools. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell");
    private static final String ON_MACS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\": *\"(ws:[^\"]+/page/[^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":(\"(?:[^\"\\\\]|\\\\.)*\")");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]*)\"");

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();

    /**
     * Starts it.
     *
     * @param folder where it may keep its files
     * @throws IllegalStateException if there is none; the message says what to do
     */
    Browser(Path folder) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                        executable(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile());
        // It leaves files there.
        command.environment().put("TMPDIR", folder.toString());
        process = command.start();
        try {
            HttpClient http = HttpClient.newHttpClient();
            socket = http.newWebSocketBuilder()
                    .buildAsync(page(http, port(folder)), new Answers())
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException(
                    "The browser does not answer: " + Files.readString(folder.resolve("browser.log")), e);
        }
    }

    private static String executable() {
        return Optional.ofNullable(System.getProperty("mq.test.browser"))
                .or(() -> Optional.ofNullable(System.getenv("MQ_TEST_BROWSER")))
                .or(() -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst())
                .or(() -> Optional.of(ON_MACS).filter(mac -> Files.isExecutable(Path.of(mac))))
                .orElseThrow(
                        () -> new IllegalStateException("There is no Chromium on the PATH, and the page of the report"
                                + " is tested in one. Install it (.ci/browser, or apt-get install chromium), or say where it is"
                                + " with mq.test.browser (or the variable MQ_TEST_BROWSER)."));
    }

    private static String port(Path folder) {
        Path told = folder.resolve("profile").resolve("DevToolsActivePort");
        return await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> Files.readAllLines(told), lines -> lines.size() == 2)
                .get(0);
    }

    private static URI page(HttpClient http, String port) {
        HttpRequest pages = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        return await().atMost(TIMEOUT)
                .until(
                        () -> PAGE.matcher(http.send(pages, BodyHandlers.ofString())
                                        .body())
                                .results()
                                .map(page -> URI.create(page.group(1)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Puts together what comes in parts. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                Matcher id = ID.matcher(part);
                if (id.find()) {
                    answers.get(Integer.valueOf(id.group(1))).complete(part.toString());
                }
                part.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private String send(String method, Map<String, Object> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(Json.of(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        String text = answer.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        if (text.contains("\"error\":{") || text.contains("\"exceptionDetails\":")) {
            throw new AssertionError(method + " " + parameters + " failed: " + text);
        }
        return text;
    }

    /** Opens a file and waits until its script has run. */
    void open(Path file) {
        send("Page.navigate", Map.of("url", file.toUri().toString()));
        await().atMost(TIMEOUT)
                .until(() -> value("location.href + document.readyState").equals(file.toUri() + "complete"));
    }

    /** Returns what an expression is, as a string. */
    String value(String expression) {
        String answer = send("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new AssertionError(expression + " has no value: " + answer);
        }
        return String.valueOf(JsonReader.read(value.group(1)));
    }

    long number(String expression) {
        return Long.parseLong(value("Math.round(" + expression + ")"));
    }

    /** Clicks with the mouse on the middle of an element, which is moved into sight. */
    void click(String element) {
        String[] middle = value("(e => { e.scrollIntoView({block: 'center', inline: 'center'});"
                        + " const box = e.getBoundingClientRect(); return Math.round(box.x + box.width / 2) + ' '"
                        + " + Math.round(box.y + box.height / 2); })(" + element + ")")
                .split(" ");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            Integer.valueOf(middle[0]),
                            "y",
                            Integer.valueOf(middle[1]),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    /** Types into what has the focus. */
    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /** Makes the page as wide as that. */
    void width(int pixels, boolean phone) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
    }

    /** Shows the page as a printer would, if the medium is {@code print}. */
    void medium(String medium) {
        send("Emulation.setEmulatedMedia", Map.of("media", medium));
    }

    /** Returns the page as a PDF. */
    byte[] print() {
        Matcher data = DATA.matcher(send("Page.printToPDF", Map.of("preferCSSPageSize", true)));
        if (!data.find()) {
            throw new AssertionError("Nothing was printed");
        }
        return Base64.getDecoder().decode(data.group(1));
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        await().atMost(TIMEOUT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
