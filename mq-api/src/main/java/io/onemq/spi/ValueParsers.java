package io.onemq.spi;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the text of a setting into a value, or throws an IllegalArgumentException that says what is wrong with it. */
final class ValueParsers {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB)?");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);
    /** So that every duration fits into nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private ValueParsers() {}

    static Integer integer(String text, int min, int max) {
        String plain = text.strip();
        if (!NUMBER.matcher(plain).matches()) {
            throw new IllegalArgumentException("not a whole number");
        }
        long value = plain.length() > 12 ? Long.MAX_VALUE : Long.parseLong(plain);
        if (value < min || value > max) {
            throw new IllegalArgumentException("out of range");
        }
        return (int) value;
    }

    static Long size(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a number of bytes, KiB, MiB or GiB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long factor = switch (unit) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number == 0 || number > Long.MAX_VALUE / factor) {
            throw new IllegalArgumentException("out of range");
        }
        return number * factor;
    }

    static Duration duration(String text, Duration min) {
        Duration value = unbounded(text.strip());
        if (value.isNegative()) {
            throw new IllegalArgumentException("negative");
        }
        if (value.compareTo(min) < 0) {
            throw new IllegalArgumentException("too short");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longer than " + LONGEST.toDays() + "d");
        }
        return value;
    }

    private static Duration unbounded(String text) {
        if (text.startsWith("-")) {
            throw new IllegalArgumentException("negative");
        }
        if (NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a number without a unit; write " + text + "s for seconds or " + text + "ms for milliseconds");
        }
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            return Duration.of(
                    Long.parseLong(matcher.group(1)), UNITS.getOrDefault(matcher.group(2), ChronoUnit.SECONDS));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a number with one of the units ms, s, m, h, d", e);
        }
    }

    static Boolean bool(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    static <E extends Enum<E>> E constant(String text, Class<E> type) {
        String plain = text.strip();
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> plain.equals(constant.name()) || plain.equals(kebab(constant)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not one of the values"));
    }

    static <E extends Enum<E>> String list(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(ValueParsers::kebab).collect(Collectors.joining(" or "));
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
