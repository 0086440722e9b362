package io.onemq.testkit.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** The image of a broker, downloaded if the engine does not have it. */
final class Image {

    private static final Logger LOG = LoggerFactory.getLogger(Image.class);
    private static final Duration PULL_TIMEOUT = Duration.ofMinutes(10);

    private final DockerClient client;
    private final WantedVersion version;
    private final Settings settings;

    Image(DockerClient client, WantedVersion version, Settings settings) {
        this.client = client;
        this.version = version;
        this.settings = settings;
    }

    /**
     * Returns the name under which the engine has the image.
     *
     * @throws IllegalStateException if it has none and cannot download it
     */
    String require() throws InterruptedException {
        DockerImageName image = ImageNameSubstitutor.instance().apply(DockerImageName.parse(version.image(settings)));
        String name = image.asCanonicalNameString();
        if (!isPresent(name)) {
            LOG.info("Downloading the image {}", name);
            try {
                boolean complete = client.pullImageCmd(image.getUnversionedPart())
                        .withTag(image.getVersionPart())
                        .start()
                        .awaitCompletion(PULL_TIMEOUT.toMinutes(), TimeUnit.MINUTES);
                if (!complete) {
                    throw missing(name, "no end after " + PULL_TIMEOUT.toMinutes() + " minutes", null);
                }
            } catch (DockerException | DockerClientException e) {
                throw missing(name, String.valueOf(e.getMessage()), e);
            }
        }
        return name;
    }

    /** Names it, for errors about its version. */
    String origin() {
        return "what is in the image " + version.image(settings);
    }

    private boolean isPresent(String name) {
        try {
            client.inspectImageCmd(name).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private IllegalStateException missing(String name, String reason, @Nullable Exception cause) {
        String property = version.type().property();
        return new IllegalStateException(
                "the image " + name + " is not there and cannot be downloaded (" + reason.strip()
                        + "). Name one that is there with " + property + ".image (or the variable "
                        + Settings.variable(property + ".image") + ")." + version.alternatives(settings),
                cause);
    }
}
