package io.onemq.rabbitmq.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A move of a group that has begun, as it is kept until the queues get what they are to get.
 *
 * @param isEmptied whether the queues have been emptied, or are new
 * @param offsets from which offset on which partition is to get its stream
 */
record MoveState(boolean isEmptied, Map<Integer, Long> offsets) {
    private static final String EMPTIED = "emptied";
    private static final String BEGUN = "begun";

    static MoveState parse(String text) {
        String[] words = text.split(" ", -1);
        Map<Integer, Long> offsets = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            offsets.put(Integer.parseInt(words[i].substring(0, colon)), Long.parseLong(words[i].substring(colon + 1)));
        }
        return new MoveState(words[0].equals(EMPTIED), offsets);
    }

    @Override
    public String toString() {
        return (isEmptied ? EMPTIED : BEGUN)
                + offsets.entrySet().stream()
                        .map(entry -> " " + entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining());
    }
}
