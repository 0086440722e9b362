package io.onemq.testkit.runtime;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One server of a broker URL, without credentials. */
record HostAndPort(String host, int port) {

    private static final Pattern URL = Pattern.compile("[a-z+]+://(?:[^/?]*@)?([^/?@]+).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SERVER = Pattern.compile("(\\[[^]]+]|[^:]+)(?::(\\d{1,5}))?");

    /** All servers of a URL: brokers with several are written {@code scheme://a:1,b:2}. */
    static List<HostAndPort> allIn(String url, int defaultPort) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalStateException("A broker URL looks like scheme://host:port");
        }
        return Stream.of(parts.group(1).split(","))
                .map(server -> parse(server.trim(), defaultPort))
                .toList();
    }

    private static HostAndPort parse(String server, int defaultPort) {
        Matcher parts = SERVER.matcher(server);
        if (!parts.matches()) {
            throw new IllegalStateException("Not a host with an optional port: " + server);
        }
        String port = parts.group(2);
        return new HostAndPort(parts.group(1), port == null ? defaultPort : Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
