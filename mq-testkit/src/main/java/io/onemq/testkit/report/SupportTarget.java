package io.onemq.testkit.report;

import io.onemq.Capability;
import io.onemq.CapabilitySupport.Level;
import java.lang.module.ModuleDescriptor.Version;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one adapter supports on one broker version, as {@code mq-compat.json} has it.
 *
 * @param broker product and version
 */
record SupportTarget(String adapter, String mode, String broker, Map<Capability, Level> levels) {
    /** What a client gets by default, where a broker has it. */
    private static final List<String> USUAL_MODES = List.of("", "share");

    /** Reads those whose capabilities are known. */
    static List<SupportTarget> read(String json) {
        return objects((Map<?, ?>) JsonReader.read(json), "targets").stream()
                .map(SupportTarget::of)
                .filter(target -> !target.levels().isEmpty())
                .toList();
    }

    private static SupportTarget of(Map<?, ?> target) {
        Map<Capability, Level> levels = new EnumMap<>(Capability.class);
        objects(target, "capabilities")
                .forEach(answer -> levels.put(
                        Capability.valueOf(text(answer, "capability")), Level.valueOf(text(answer, "level"))));
        return new SupportTarget(text(target, "adapter"), text(target, "mode"), text(target, "broker"), levels);
    }

    private static List<? extends Map<?, ?>> objects(Map<?, ?> object, String name) {
        if (object.get(name) instanceof List<?> list) {
            return list.stream().map(each -> (Map<?, ?>) each).toList();
        }
        throw new IllegalArgumentException("Not a report of this version: it has no list of " + name);
    }

    private static String text(Map<?, ?> object, String name) {
        return String.valueOf(object.get(name));
    }

    String product() {
        return broker.substring(0, broker.lastIndexOf(' '));
    }

    Version version() {
        return Version.parse(broker.substring(broker.lastIndexOf(' ') + 1));
    }

    Level level(Capability capability) {
        return levels.getOrDefault(capability, Level.UNSUPPORTED);
    }

    /** Of two modes on the same broker, the one that comes by default. */
    static SupportTarget moreUsual(SupportTarget one, SupportTarget other) {
        return USUAL_MODES.contains(other.mode()) ? other : one;
    }
}
