package io.onemq.testkit.runtime;

import com.github.dockerjava.api.DockerClient;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * The container engine, found the way Testcontainers finds it: its settings, contexts and credentials apply. Where the
 * ports of containers are not on this machine although the engine's socket is, {@code TESTCONTAINERS_HOST_OVERRIDE} says
 * where they are.
 *
 * <p>Only its search is used. Its containers come with a helper container that removes them if the JVM is killed, whose
 * image has to be downloaded and which only an environment variable can switch off; here {@link ContainerInstance} sees
 * to that.
 *
 * @param client talks to the engine
 * @param address where the engine listens, as a URI
 * @param host where the ports of its containers are reached
 */
record Engine(DockerClient client, String address, String host) {

    private static final long SEARCH_SECONDS = 15;
    private static @Nullable Engine found;
    private static @Nullable String missing;

    /** Returns whether there is an engine. Blocks for at most 15 seconds, the first time. */
    static boolean answers() {
        try {
            find();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * Returns the engine. Blocks for at most 15 seconds, the first time.
     *
     * @throws IllegalStateException if there is none
     */
    static synchronized Engine find() {
        if (found != null) {
            return found;
        }
        if (missing == null) {
            try {
                found = CompletableFuture.supplyAsync(Engine::search).get(SEARCH_SECONDS, TimeUnit.SECONDS);
                return found;
            } catch (ExecutionException | TimeoutException e) {
                missing = String.valueOf(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while looking for a container engine", e);
            }
        }
        throw failure(missing);
    }

    /** The address at which ports are published: not beyond this machine if the engine is on it. */
    String bindAddress() {
        return host.equals(ProcessInstance.HOST) ? host : "0.0.0.0";
    }

    private static Engine search() {
        TransportConfig transport = DockerClientFactory.instance().getTransportConfig();
        return new Engine(
                DockerClientProviderStrategy.getClientForConfig(transport),
                transport.getDockerHost().toString(),
                host(transport.getDockerHost()));
    }

    /** Not asked of Testcontainers, which runs a container to find out when this machine is itself a container. */
    private static String host(URI engine) {
        return Settings.SYSTEM.get("testcontainers.host.override").orElseGet(() -> {
            boolean remote = engine.getHost() != null && engine.getScheme().matches("tcp|https?");
            return remote ? engine.getHost() : ProcessInstance.HOST;
        });
    }

    private static IllegalStateException failure(String reason) {
        return new IllegalStateException("No container engine answers (" + reason + "). Start Docker or a compatible"
                + " engine, or say where it is with the variable DOCKER_HOST, or run the broker in another way: set"
                + " mq.test.<broker> to process or url:<broker url>.");
    }
}
