package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.Codec;
import io.onemq.ErrorCode;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Topic;
import io.onemq.spi.BrokerUrl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a client is set up, and what it says when it cannot be. */
abstract class ConfigurationContract extends ContractCases {
    private static final String WRONG_PASSWORD = "not-the-secret";

    /** Those that must rules of SPEC.md name. */
    static final Set<Capability> OF_EVERY_BROKER = Collections.unmodifiableSet(EnumSet.of(
            Capability.CONFIRMED_PUBLISH,
            Capability.GROUPS,
            Capability.BROADCAST,
            Capability.COMPETING_CONSUMERS,
            Capability.ACK_IN_ANY_ORDER,
            Capability.NACK,
            Capability.RELEASE,
            Capability.DEAD_LETTER,
            Capability.DELAYED_REDELIVERY,
            Capability.MESSAGE_EXPIRY,
            Capability.REQUEST_REPLY,
            Capability.PAUSE));

    ConfigurationContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("CFG-1: an unknown option is refused and the closest known one is named")
    final void unknownOptionsAreRefused() {
        assertThat(assertFails(ErrorCode.CONFIGURATION, () -> connect("publish.timeot", "5s")))
                .hasMessageContaining("publish.timeot")
                .hasMessageContaining("publish.timeout");
        String separator = harness().url().contains("?") ? "&" : "?";
        MqClient.Builder inUrl = MqClient.builder(harness().url() + separator + "ack.flush-intervall=1s");
        assertThat(assertFails(ErrorCode.CONFIGURATION, inUrl::connect)).hasMessageContaining("ack.flush-interval");
    }

    @Test
    @DisplayName("CFG-2: a value that cannot be understood is refused")
    final void malformedValuesAreRefused() {
        Map<String, String> wrong = Map.of(
                "publish.timeout", "soon",
                "consume.concurrency", "0",
                "consume.max-in-flight", "many",
                "topology", "maybe",
                "publish.max-unconfirmed-bytes", "-1");
        wrong.forEach((option, value) -> assertThat(assertFails(ErrorCode.CONFIGURATION, () -> connect(option, value)))
                .hasMessageContaining(option)
                .hasMessageContaining(value));
    }

    @Test
    @DisplayName("CFG-3: a password appears in no exception and no toString")
    final void passwordsAreNotShown() {
        assertThat(mq().toString()).contains(mq().broker());
        BrokerUrl.parse(harness().url())
                .password()
                .ifPresent(secret ->
                        assertThat(mq().toString().replace(mq().broker(), "")).doesNotContain(":" + secret + "@"));
        harness()
                .wrongCredentialsUrl()
                .ifPresent(url -> assertKeepsSecret(() -> MqClient.builder(url).connect()));
        harness().unreachableUrl().ifPresent(url -> {
            String withPassword = url.replace("://", "://somebody:" + WRONG_PASSWORD + "@");
            assertKeepsSecret(() -> MqClient.builder(withPassword)
                    .option("connect.timeout", "100ms")
                    .connect());
        });
        assertKeepsSecret(() -> MqClient.builder("nobody://somebody:" + WRONG_PASSWORD + "@127.0.0.1")
                .connect());
        assertKeepsSecret(() -> MqClient.builder("amqp://somebody:" + WRONG_PASSWORD + "@127.0.0.1:port")
                .connect());
    }

    private static void assertKeepsSecret(Connecting connecting) {
        try {
            connecting.connect().close();
        } catch (MqException e) {
            StringWriter all = new StringWriter();
            e.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain(WRONG_PASSWORD);
            return;
        }
        throw new AssertionError("The client should not have connected");
    }

    private interface Connecting {
        MqClient connect();
    }

    @Test
    @DisplayName("CFG-4: wrong credentials fail at once as such")
    final void wrongCredentialsFail() {
        Optional<String> url = harness().wrongCredentialsUrl();
        if (url.isEmpty()) {
            notOffered("The broker of this harness knows no credentials");
            return;
        }
        long start = System.nanoTime();
        MqException failure = assertFails(
                ErrorCode.AUTHENTICATION, () -> MqClient.builder(url.get()).connect());
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(failure.retryable()).isFalse();
        assertThat(took).as("no retries").isLessThan(Waiting.tolerance(Duration.ofSeconds(10)));
    }

    @Test
    @DisplayName("CFG-5: a URL that no driver serves is refused with the drivers that there are")
    final void unknownSchemesAreRefused() {
        String scheme = BrokerUrl.parse(harness().url()).scheme();
        assertThat(assertFails(
                        ErrorCode.CONFIGURATION,
                        () -> MqClient.builder("pigeon://127.0.0.1").connect()))
                .hasMessageContaining("pigeon")
                .hasMessageContaining(scheme);
        assertFails(
                ErrorCode.CONFIGURATION, () -> MqClient.builder("no url at all").connect());
    }

    @Test
    @DisplayName(
            "CFG-6: a client that requires what the broker lacks does not connect, and one that requires the rest does")
    final void requirementsAreChecked() {
        Set<Capability> supported = EnumSet.noneOf(Capability.class);
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        mq().capabilities()
                .forEach((capability, support) -> (support.supported() ? supported : missing).add(capability));
        MqClient.Builder builder = MqClient.builder(harness().url()).require(supported.toArray(Capability[]::new));
        harness().options().forEach(builder::option);
        closing(builder.connect());
        for (Capability capability : missing) {
            assertRefused(
                    capability, () -> builder.require(capability).connect().close());
            return;
        }
    }

    @Test
    @DisplayName("CFG-7: every capability is answered with a sentence, and the basic ones are supported")
    final void everyCapabilityIsAnswered() {
        Map<Capability, CapabilitySupport> all = mq().capabilities();
        assertThat(all).containsOnlyKeys(Capability.values());
        all.forEach((capability, support) ->
                assertThat(support.note()).as("note on " + capability).isNotBlank());
        OF_EVERY_BROKER.forEach(capability -> assertThat(support(capability).supported())
                .as("support of " + capability)
                .isTrue());
    }

    @Test
    @DisplayName("CFG-1: options apply in the URL as they do in the builder")
    final void optionsApplyInTheUrl() {
        String separator = harness().url().contains("?") ? "&" : "?";
        MqClient.Builder builder = MqClient.builder(harness().url() + separator + "topology=validate");
        harness().options().forEach(builder::option);
        MqClient client = closing(builder.connect());
        Topic missing = topic(WORKERS);
        assertFails(ErrorCode.NOT_FOUND, () -> client.publisher(missing, Codec.string()));
    }
}
