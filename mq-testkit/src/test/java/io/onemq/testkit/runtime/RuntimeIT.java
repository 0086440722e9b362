package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every broker in every way of {@link Kinds}. */
class RuntimeIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Settings REUSING = new Settings(
            name -> Map.of("mq.test.redis", "container", "mq.test.reuse", "true")
                    .getOrDefault(name, System.getProperty(name)),
            System::getenv);

    @ParameterizedTest(name = "{0} as a {1}")
    @MethodSource("everyBrokerInEveryWay")
    void keepsItsUrlThroughRestartAndKillAndLeavesNothingBehind(String name, String kind) throws IOException {
        BrokerType type = BrokerType.of(name);
        BrokerRuntime broker = Brokers.create(name, kind);
        String url = broker.url();
        HostAndPort server = HostAndPort.allIn(url, 0).get(0);
        Set<ProcessHandle> before = children();
        try (broker) {
            broker.start();
            assertThat(type.probe().ask(server.host(), server.port())).isNotEmpty();
            assertThat(broker.version()).matches("(Valkey )?\\d+\\.\\d+.*");
            assertThat(broker.handle()).matches(kind.equals("process") ? "\\d+" : "onemq-" + name + "-.+");
            assertThat(broker.logs(10)).isNotEmpty().hasSizeLessThanOrEqualTo(10);

            broker.restart();
            type.probe().ask(server.host(), server.port());

            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            assertThat(FreePorts.isFree(server.port())).isTrue();
            broker.start();
            type.probe().ask(server.host(), server.port());

            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            assertThat(FreePorts.isFree(server.port())).isTrue();
            broker.start();
            assertThat(broker.url()).isEqualTo(url);
        }
        assertThat(FreePorts.isFree(server.port())).isTrue();
        await().atMost(SOON).untilAsserted(() -> assertThat(children()).isSubsetOf(before));
        assertThatThrownBy(broker::start).hasMessageContaining("closed");
    }

    @ParameterizedTest(name = "as a {0}")
    @MethodSource("everyWay")
    void brokersDieWithTheirJvmEvenIfItIsKilled(String kind, @TempDir Path folder) throws Exception {
        Process jvm = BrokersMain.startJvm(kind, folder);
        List<HostAndPort> servers = BrokersMain.awaitBrokers(jvm);
        List<ProcessHandle> processes = jvm.descendants().toList();
        assertThat(servers).hasSize(BrokerType.values().length);

        jvm.destroyForcibly().waitFor();

        await().atMost(SOON.multipliedBy(2)).untilAsserted(() -> {
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(servers).allMatch(server -> FreePorts.isFree(server.port()));
            assertThat(folder).isDirectoryNotContaining("glob:**/onemq-*");
        });
    }

    @Test
    void aProcessOfAnotherVersionIsRefused() {
        BrokerType redis = BrokerType.REDIS;
        WantedVersion old = WantedVersion.configured(
                redis, new Settings(Map.of("mq.test.redis.version", "2.6")::get, name -> null));

        try (BrokerRuntime broker = new ManagedRuntime(old, BrokerRuntime.Kind.PROCESS, redis.process(old, 0))) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "mq.test.redis.version (or the variable MQ_TEST_REDIS_VERSION) is 2.6, but the"
                                    + " one that is installed, which is all that can run as a process, is ");
            assertThat(broker.isRunning()).isFalse();
        }
    }

    @Test
    void jvmsThatStartAtTheSameTimeShareAContainer() throws Exception {
        if (!Kinds.toTest().contains("container")) {
            return; // ReuseTest has what is refused then
        }
        BrokerRuntime broker = Brokers.forSharing(BrokerType.REDIS, REUSING);
        try {
            List<String> urls = ReusingMain.runJvms(3);
            assertThat(urls).allMatch(each -> each.startsWith("redis://"));
            assertThat(Set.copyOf(urls)).hasSize(1);

            broker.start();
            assertThat(broker.url()).isEqualTo(urls.get(0));
            broker.stop();
            assertThat(ReusingMain.runJvms(3)).containsOnly(broker.url());
            assertThat(broker.isRunning()).isTrue();
        } finally {
            broker.close();
            remove(broker);
        }
    }

    private static void remove(BrokerRuntime container) {
        Engine.find()
                .client()
                .removeContainerCmd(container.handle())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec();
    }

    @Test
    void aContainerIsUsedAgain() {
        if (!Kinds.toTest().contains("container")) {
            return; // ReuseTest has what is refused then
        }
        BrokerRuntime first = Brokers.forSharing(BrokerType.REDIS, REUSING);
        first.start();
        try {
            first.close();
            BrokerRuntime second = Brokers.forSharing(BrokerType.REDIS, REUSING);
            assertThat(second.isRunning()).isTrue();
            assertThat(second.url()).isEqualTo(first.url());
            second.start();
            assertThat(second.version()).isNotEmpty();
            second.stop();
            second.close();

            BrokerRuntime third = Brokers.forSharing(BrokerType.REDIS, REUSING);
            assertThat(third.isRunning()).isFalse();
            third.start();
            third.close();
            assertThat(third.url()).isEqualTo(first.url());
        } finally {
            remove(first);
        }
    }

    @Test
    void sharedBrokerIsStartedOnce() {
        BrokerRuntime first = Brokers.shared("redis");

        assertThat(Brokers.sharedAsync("redis").join()).isSameAs(first);
        assertThat(first.isRunning()).isTrue();
    }

    private static Stream<Arguments> everyBrokerInEveryWay() {
        return everyWay().flatMap(kind -> Brokers.names().stream().map(name -> Arguments.of(name, kind)));
    }

    private static Stream<String> everyWay() {
        return Kinds.toTest().stream();
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }
}
