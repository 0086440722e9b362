package io.onemq.testkit.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ulimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker in a container, on a port of this machine that stays the same when the container is started again.
 *
 * <p>If the JVM is killed, a command line client of the engine removes the container, where there is one and the container is not
 * to be used again.
 */
final class ContainerInstance implements Instance {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerInstance.class);
    private static final int STOP_SECONDS = 30;
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(15);
    /** Erlang reserves memory for every file it may open, and some engines allow a billion. */
    private static final Ulimit OPEN_FILES = new Ulimit("nofile", 16_384L, 16_384L);

    private final Engine engine;
    private final DockerClient client;
    private final BrokerType type;
    private final WantedVersion version;
    private final int relay;
    private final Image image;
    private final boolean reused;
    private final String name;
    private volatile int port;
    private boolean created;
    private boolean destroyed;
    private @Nullable ChildProcess remover;

    private ContainerInstance(Engine engine, WantedVersion version, Settings settings, int relay, boolean reused) {
        this.engine = engine;
        this.client = engine.client();
        this.type = version.type();
        this.version = version;
        this.relay = relay;
        this.reused = reused;
        this.name = reused ? Reuse.name(type, version, settings) : "onemq-" + type.id() + "-" + UUID.randomUUID();
        OptionalInt present = reused ? Reuse.port(client, name) : OptionalInt.empty();
        this.created = present.isPresent();
        this.port = present.orElseGet(FreePorts::next);
        this.image = new Image(client, version, settings);
    }

    /**
     * Returns an instance on the engine of this machine.
     *
     * @throws IllegalStateException if no engine answers
     */
    static ContainerInstance of(WantedVersion version, Settings settings, int relay) {
        return new ContainerInstance(Engine.find(), version, settings, relay, false);
    }

    /**
     * Returns an instance that is never ended from here: the one that an earlier JVM has made, or a new one.
     *
     * @throws IllegalStateException if no engine answers
     */
    static ContainerInstance reused(WantedVersion version, Settings settings) {
        return new ContainerInstance(Engine.find(), version, settings, 0, true);
    }

    @Override
    public String host() {
        return engine.host();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String handle() {
        return name;
    }

    @Override
    public void launch() throws IOException, InterruptedException {
        String present = image.require();
        synchronized (this) {
            if (destroyed) {
                throw new IllegalStateException("it is closed");
            }
            if (reused) {
                Reuse.alone(name, () -> createOrFind(present));
                return;
            }
            if (!created) {
                remover = remover();
                create(present);
                created = true;
            }
            client.startContainerCmd(name).exec();
        }
    }

    /** Whatever was there when this object was made, another JVM may have made, started or removed it since. */
    private void createOrFind(String present) {
        OptionalInt found = Reuse.port(client, name);
        if (found.isPresent()) {
            port = found.getAsInt();
        } else {
            create(present);
        }
        created = true;
        try {
            client.startContainerCmd(name).exec();
        } catch (NotModifiedException e) {
            LOG.debug("{} runs already", name);
        }
    }

    @Override
    public String origin() {
        return image.origin();
    }

    @Override
    public boolean isAlive() {
        synchronized (this) {
            if (!created) {
                return false;
            }
        }
        try {
            return Boolean.TRUE.equals(
                    client.inspectContainerCmd(name).exec().getState().getRunning());
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public void terminate() {
        if (isAlive()) {
            client.stopContainerCmd(name).withTimeout(STOP_SECONDS).exec();
        }
    }

    @Override
    public void kill() throws InterruptedException {
        if (!isAlive()) {
            return;
        }
        try {
            client.killContainerCmd(name).exec();
        } catch (ConflictException e) {
            LOG.debug("{} ended by itself before it was killed", name);
        }
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        while (isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the container " + name + " survives being killed");
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void giveUp() throws InterruptedException {
        // Another JVM may use it, or wait until it answers.
        if (!reused) {
            kill();
        }
    }

    @Override
    public List<String> logs(int lines) {
        synchronized (this) {
            if (!created || destroyed) {
                return List.of();
            }
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ResultCallback.Adapter<Frame> frames = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Frame frame) {
                text.writeBytes(frame.getPayload());
            }
        }) {
            client.logContainerCmd(name)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(lines)
                    .exec(frames)
                    .awaitCompletion(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | DockerException e) {
            return List.of("(no log: " + e + ")");
        }
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public synchronized void destroy() {
        destroyed = true;
        if (created && !reused) {
            created = false;
            try {
                client.removeContainerCmd(name)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException e) {
                LOG.debug("{} was removed by somebody else", name);
            }
        }
        if (remover != null) {
            remover.end();
        }
    }

    private void create(String image) {
        ContainerRecipe recipe =
                relay == 0 ? type.container(engine.host(), port, version) : type.container(Relay.HOST, relay, version);
        ExposedPort inside = ExposedPort.tcp(recipe.port());
        Ports.Binding outside = Ports.Binding.bindIpAndPort(engine.bindAddress(), port);
        CreateContainerCmd create = client.createContainerCmd(image)
                .withName(name)
                .withLabels(Map.of(reused ? Reuse.LABEL : "io.onemq.testkit", type.id()))
                .withEnv(recipe.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withExposedPorts(inside)
                .withHostConfig(HostConfig.newHostConfig()
                        .withPortBindings(new PortBinding(outside, inside))
                        .withUlimits(new Ulimit[] {OPEN_FILES}));
        if (!recipe.command().isEmpty()) {
            create.withCmd(recipe.command());
        }
        create.exec();
    }

    private @Nullable ChildProcess remover() throws IOException {
        Optional<String> docker = Executables.find("docker");
        if (docker.isEmpty()) {
            return null;
        }
        return ChildProcess.afterwards(
                List.of(docker.get(), "rm", "--force", "--volumes", name), Map.of("DOCKER_HOST", engine.address()));
    }
}
