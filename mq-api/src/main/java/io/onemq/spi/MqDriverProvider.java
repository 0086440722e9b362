package io.onemq.spi;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The entry point of a driver, found by {@link java.util.ServiceLoader} and chosen by the scheme of the broker URL.
 *
 * <p>Implementations have a public constructor without arguments that does nothing.
 */
public interface MqDriverProvider {

    /**
     * Returns the name of the driver, which is also the prefix of its configuration keys, for example "kafka".
     *
     * @return the name, lower case
     */
    String name();

    /**
     * Returns the URL schemes that the driver serves. No two drivers on the class path may share one.
     *
     * @return the schemes without the colon
     */
    Set<String> schemes();

    /**
     * Returns the driver's own configuration keys. Each name starts with {@link #name()} and a dot.
     *
     * @return the keys
     */
    List<ConfigKey<?>> configKeys();

    /**
     * Returns the settings of the native client that may be passed through as {@code <name>.<native key>}.
     *
     * @return the native keys, without the prefix
     */
    Set<String> nativeSettings();

    /**
     * Returns native settings that would break the contract, for example by acknowledging on their own.
     *
     * @return native key to a sentence that says why it is refused and what to use instead
     */
    Map<String, String> refusedNativeSettings();

    /**
     * Connects. Makes one attempt, bounded by the connect timeout of the configuration; the engine repeats it.
     *
     * @param config the configuration, already validated
     * @return a connection that has exchanged at least one message with the broker
     * @throws io.onemq.MqException with code CONNECTION if the broker cannot be reached, AUTHENTICATION if it refuses
     *     the credentials, UNSUPPORTED if it is too old
     */
    DriverConnection connect(DriverConfig config);
}
