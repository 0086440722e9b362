package io.onemq.testkit.report;

import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the table of support says of one capability of one broker: a word, or what changes from a version on, as in
 * {@code from 4.0: yes} (before it is {@code no}) and {@code built, from 8.6: yes}.
 */
final class SupportCell {
    private static final Pattern CHANGE = Pattern.compile("(?:(.+), )?from ([0-9.]+): (.+)");

    private SupportCell() {}

    /** Puts the words of several versions into one cell. */
    static String of(Map<Version, String> words) {
        List<String> parts = new ArrayList<>();
        String last = "";
        for (Map.Entry<Version, String> word : new TreeMap<>(words).entrySet()) {
            if (!word.getValue().equals(last)) {
                last = word.getValue();
                parts.add(parts.isEmpty() ? last : "from " + minor(word.getKey()) + ": " + last);
            }
        }
        if (parts.size() > 1 && parts.get(0).equals("no")) {
            parts.remove(0);
        }
        return String.join(", ", parts);
    }

    /** Returns the word of a cell for a version. */
    static String word(String cell, Version version) {
        Matcher change = CHANGE.matcher(cell);
        if (!change.matches()) {
            return cell;
        }
        if (version.compareTo(Version.parse(change.group(2))) >= 0) {
            return change.group(3);
        }
        return change.group(1) == null ? "no" : word(change.group(1), version);
    }

    /** The first two numbers of a version. */
    static String minor(Version version) {
        Matcher numbers = Pattern.compile("\\d+(\\.\\d+)?").matcher(version.toString());
        return numbers.lookingAt() ? numbers.group() : version.toString();
    }
}
