package io.onemq.testkit.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Containers that outlive the JVM that made them, so that the next one finds its brokers running. */
final class Reuse {
    static final String PROPERTY = "mq.test.reuse";
    /** By which whoever wants to end them finds them. */
    static final String LABEL = "io.onemq.testkit.reuse";

    private Reuse() {}

    static boolean isWanted(Settings settings) {
        String wanted = settings.get(PROPERTY).orElse("false").strip();
        if (!wanted.equals("true") && !wanted.equals("false")) {
            throw new IllegalStateException(PROPERTY + " must be true or false, not " + wanted);
        }
        return wanted.equals("true");
    }

    /**
     * Refuses a broker that would end with its JVM.
     *
     * @throws IllegalStateException if it would run as a process
     */
    static void check(BrokerType type, Choice choice) {
        if (choice.kind() == BrokerRuntime.Kind.PROCESS) {
            throw new IllegalStateException(PROPERTY + "=true is for containers, but " + type.label()
                    + " would run as a process, which ends with its JVM. Start a container engine, or start "
                    + type.label() + " yourself and set " + type.property() + "=url:<broker url>.");
        }
    }

    /** The name of the container of an image that is run in a certain way: with anything else there is another container. */
    static String name(BrokerType type, WantedVersion version, Settings settings) {
        ContainerRecipe recipe = type.container("", 0, version);
        int way = Objects.hash(version.image(settings), recipe.environment(), recipe.command());
        return "onemq-" + type.id() + "-reused-" + Integer.toHexString(way);
    }

    /** The port of this machine on which a container is reached, running or not; empty if there is none of that name. */
    static OptionalInt port(DockerClient client, String name) {
        try {
            HostConfig host = client.inspectContainerCmd(name).exec().getHostConfig();
            return host.getPortBindings().getBindings().values().stream()
                    .flatMap(Stream::of)
                    .map(Ports.Binding::getHostPortSpec)
                    .mapToInt(Integer::parseInt)
                    .findFirst();
        } catch (NotFoundException e) {
            return OptionalInt.empty();
        }
    }

    /** Does something with a container that no other JVM of this user does at the same time. */
    static synchronized void alone(String name, Change change) throws IOException {
        Path lock = CacheFolder.of("reuse").resolve(name);
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock heldAgainstOtherJvms = file.lock()) {
            change.make();
        }
    }

    interface Change {
        void make() throws IOException;
    }
}
