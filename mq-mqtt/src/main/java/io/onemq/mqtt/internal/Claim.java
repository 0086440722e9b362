package io.onemq.mqtt.internal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has a part of a group, retained where every member sees it. The broker puts claims in an order, and the last one
 * counts.
 *
 * @param owner the member, or empty if the last one left in good order
 * @param window how many messages of the part the member hands over unsettled at most
 * @param returns how often messages came back that the part handed over: what identifies them to a number
 */
record Claim(String owner, int window, Map<String, Integer> returns) {
    static final Claim NONE = new Claim("", 0, Map.of());

    Claim {
        returns = Map.copyOf(returns);
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder(owner).append(' ').append(window).append('\n');
        returns.forEach((message, count) ->
                text.append(message).append('=').append(count).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Claim parse(byte[] bytes) {
        if (bytes.length == 0) {
            return NONE;
        }
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n");
        Map<String, Integer> returns = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int sign = lines[i].indexOf('=');
            returns.put(lines[i].substring(0, sign), Integer.parseInt(lines[i].substring(sign + 1)));
        }
        String[] holder = lines[0].split(" ");
        return new Claim(holder[0], Integer.parseInt(holder[1]), returns);
    }
}
