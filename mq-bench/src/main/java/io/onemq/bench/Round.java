package io.onemq.bench;

import org.jspecify.annotations.Nullable;

/**
 * One operation of one round.
 *
 * @param number the round, from 1; less for those that do not count
 * @param operation the operation
 * @param expert what it cost with the native client, null if there is none
 * @param onemq what it cost with OneMQ
 */
record Round(int number, Operation operation, @Nullable Sample expert, Sample onemq) {

    double ratio() {
        return expert == null ? Double.NaN : onemq.messagesPerSecond() / expert.messagesPerSecond();
    }
}
