package io.onemq.memory.internal;

import io.onemq.spi.ConfigKey;
import java.util.List;

/** The configuration keys of the in-process broker. */
public final class MemoryKeys {
    /** What the broker is like. */
    public static final ConfigKey<Profile> PROFILE = ConfigKey.oneOf(
            "memory.profile",
            Profile.class,
            "What the in-process broker is like; fixed by whoever opens it first, queue if nobody says. "
                    + "Choose the profile that resembles the broker of production.");

    /** The largest payload. */
    public static final ConfigKey<Long> MAX_MESSAGE_SIZE = ConfigKey.size(
                    "memory.max-message-size",
                    "The largest payload that this client can publish. "
                            + "Set it to the limit of the broker of production.")
            .withDefault("16MiB");

    private static final List<ConfigKey<?>> ALL = List.of(PROFILE, MAX_MESSAGE_SIZE);

    private MemoryKeys() {}

    /** Returns every key. */
    public static List<ConfigKey<?>> all() {
        return ALL;
    }
}
