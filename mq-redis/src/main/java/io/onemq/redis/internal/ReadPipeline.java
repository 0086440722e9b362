package io.onemq.redis.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests for new entries that were sent and not answered, in their order. Owned by the reading thread. */
final class ReadPipeline {
    private final Links links;
    private final GroupCommands commands;
    private final List<SubscribedStream> streams;
    private final List<List<SubscribedStream>> parts;
    private final ArrayDeque<Request> sent = new ArrayDeque<>();
    private int reserved;
    private boolean lastWasFull;

    ReadPipeline(Links links, GroupCommands commands, List<SubscribedStream> streams) {
        this.links = links;
        this.commands = commands;
        this.streams = streams;
        this.parts = links.parts(streams);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, one per read
    private record Request(int share, int[] generations) {}

    /** Tells whether the server can wait for entries of all the streams. */
    boolean canWait() {
        return parts.size() == 1;
    }

    /** Asks each stream for so many entries; waits for them if the time is not 0, and the server {@link #canWait}. */
    void send(int share, long blockMillis) {
        int[] generations =
                streams.stream().mapToInt(SubscribedStream::generation).toArray();
        for (List<SubscribedStream> part : parts) {
            commands.writeRead(links.of(part.get(0).key()), part, share, canWait() ? blockMillis : 0);
        }
        links.flush();
        sent.addLast(new Request(share, generations));
        reserved += share * streams.size();
    }

    /** Waits for the answer to the oldest request. */
    List<RedisMessage> receive() {
        Request request = sent.removeFirst();
        reserved -= request.share * streams.size();
        lastWasFull = false;
        List<RedisMessage> messages = new ArrayList<>(request.share);
        int index = 0;
        for (List<SubscribedStream> part : parts) {
            receive(links.of(part.get(0).key()), request, index, messages);
            index += part.size();
        }
        return messages;
    }

    /** Reads what streams have to say that were named in one request, the first of which has that index. */
    private void receive(RedisLink link, Request request, int first, List<RedisMessage> messages) {
        if (link.read() instanceof List<?> reply) {
            // The streams come in the order of the request, without those that had nothing.
            int index = first;
            for (Object each : reply) {
                List<?> pair = (List<?>) each;
                while (!Arrays.equals(streams.get(index).key(), (byte[]) pair.get(0))) {
                    index++;
                }
                List<?> entries = (List<?>) pair.get(1);
                lastWasFull |= entries.size() == request.share;
                addAll(entries, streams.get(index), request.generations[index], messages);
            }
        }
    }

    private static void addAll(List<?> entries, SubscribedStream stream, int generation, List<RedisMessage> messages) {
        for (Object entry : entries) {
            List<?> pair = (List<?>) entry;
            messages.add(new RedisMessage(stream, (byte[]) pair.get(0), (List<?>) pair.get(1), 1, generation));
        }
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    int size() {
        return sent.size();
    }

    /** How many entries the answers may bring. */
    int reserved() {
        return reserved;
    }

    /** Tells whether the last answer had as much as was asked for, so that more can be expected at once. */
    boolean lastWasFull() {
        return lastWasFull;
    }
}
