package io.onemq.bench;

import io.onemq.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamGroupInfo;

/** Redis Streams by Jedis: everything pipelined, on the binary API, over one connection. */
final class RedisSide implements Side {
    private static final int ADD_BATCH = 500;

    private final Jedis jedis;

    RedisSide(String url) {
        this.jedis = new Jedis(URI.create(url));
    }

    @Override
    public String client() {
        return "jedis " + Versions.read(Jedis.class, "/redis/clients/jedis/pom.properties");
    }

    @Override
    public String settings() {
        return "XADD in pipelines of " + ADD_BATCH + "; XREADGROUP COUNT " + RedisReader.COUNT
                + " pipelined with a variadic XACK of the batch before";
    }

    @Override
    public Sample publish(Topic topic, int messages) throws InterruptedException {
        Confirmations confirmations = new Confirmations(messages);
        byte[] key = bytes(key(topic));
        byte[] field = bytes("payload");
        XAddParams params = new XAddParams();
        List<Response<byte[]>> replies = new ArrayList<>(ADD_BATCH);
        Meter meter = new Meter();
        meter.begin();
        try (Pipeline pipeline = jedis.pipelined()) {
            for (int i = 0; i < messages; i++) {
                replies.add(pipeline.xadd(key, params, Map.of(field, Payloads.numbered(i))));
                if (replies.size() == ADD_BATCH || i == messages - 1) {
                    pipeline.sync();
                    replies.forEach(Response::get); // throws if the server refused the message
                    confirmations.confirmed(replies.size());
                    replies.clear();
                }
            }
            meter.handedOver();
            confirmations.await();
            return meter.end(messages);
        }
    }

    @Override
    public Sample consume(Topic topic, int messages) {
        Tally tally = new Tally(messages);
        new RedisReader(jedis, bytes(key(topic)), bytes(group(topic)), tally).read();
        return tally.end();
    }

    @Override
    public long backlog(Topic topic) {
        StreamGroupInfo group = jedis.xinfoGroups(key(topic)).stream()
                .filter(info -> info.getName().equals(group(topic)))
                .findFirst()
                .orElseThrow();
        Object lag = group.getGroupInfo().get("lag");
        return group.getPending() + (lag instanceof Long known ? known : -1);
    }

    private static String key(Topic topic) {
        return "{" + topic.name() + "/0}";
    }

    private static String group(Topic topic) {
        return topic.groups().get(0).name();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
