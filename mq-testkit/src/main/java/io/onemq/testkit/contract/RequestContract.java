package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Headers;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.RejectException;
import io.onemq.RequestHandler;
import io.onemq.Requester;
import io.onemq.RequesterBuilder;
import io.onemq.Responder;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests and their replies. */
abstract class RequestContract extends ContractCases {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final RetryPolicy TWICE = RetryPolicy.fixed(2, Duration.ZERO);

    RequestContract(ContractBench bench) {
        super(bench);
    }

    /** The topic of the requests, and the default one of the replies, which are deleted after the case. */
    private Topic requests() {
        Topic topic = topic(WORKERS);
        Topic unused = deleting(replies(topic));
        return topic;
    }

    private static Topic replies(Topic topic) {
        return Topic.of(topic.name() + ".replies");
    }

    private RequesterBuilder<String, String> requester(MqClient client, Topic topic) {
        return client.requester(topic, Codec.string(), Codec.string());
    }

    private Requester<String, String> requester(Topic topic) {
        return closing(requester(mq(), topic).start());
    }

    private Responder respond(Topic topic, RequestHandler<String, String> handler) {
        return respond(mq(), topic, handler);
    }

    private Responder respond(MqClient client, Topic topic, RequestHandler<String, String> handler) {
        return closing(client.responder(topic, WORKERS, Codec.string(), Codec.string())
                .concurrency(8)
                .retry(TWICE)
                .start(handler));
    }

    private static Message<String> answer(Delivery<String> request) {
        return Message.of("re: " + request.payload());
    }

    private static String ask(Requester<String, String> requester, String text) {
        return requester.request(Message.of(text), Waiting.DEADLINE).payload();
    }

    @Test
    @DisplayName("REQ-1: a reply comes with what its handler gave, and answers its request")
    final void aRequestIsAnswered() {
        assertThat(supports(Capability.REQUEST_REPLY)).isTrue();
        Topic topic = requests();
        Requester<String, String> requester = requester(topic);
        respond(
                topic,
                request -> Message.builder("re: " + request.payload())
                        .headers(Headers.of(Map.of(
                                "status",
                                "fine",
                                "asked",
                                request.headers().get("who").orElse("?"))))
                        .key("k")
                        .build());

        Message<String> reply =
                requester.request(Message.of("2 + 2").withHeader("who", "me").withKey("k"), Waiting.DEADLINE);
        assertThat(reply.payload()).isEqualTo("re: 2 + 2");
        assertThat(reply.headers().get("status")).contains("fine");
        assertThat(reply.headers().get("asked")).contains("me");
        assertThat(reply.key()).contains("k");
        assertThat(reply.correlationId()).isPresent();
        assertThat(requester.lateReplies()).isZero();
    }

    @Test
    @DisplayName("REQ-1: many requests wait at the same time, and each gets its own reply")
    final void manyRequestsWait() {
        Topic topic = requests();
        Requester<String, String> requester = requester(topic);
        respond(topic, RequestContract::answer);

        List<CompletableFuture<Message<String>>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(requester.requestAsync(Message.of("m" + i), Waiting.DEADLINE));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(Waiting.forFuture(replies.get(i)).payload()).isEqualTo("re: m" + i);
        }
    }

    @Test
    @DisplayName("REQ-1: requesters of one topic, in one client or in two, get their own replies only")
    final void requestersGetTheirOwn() {
        Topic topic = requests();
        List<Requester<String, String>> requesters = List.of(
                requester(topic),
                requester(topic),
                closing(requester(connect(), topic).start()));
        respond(topic, RequestContract::answer);

        for (int i = 0; i < 20; i++) {
            for (int r = 0; r < requesters.size(); r++) {
                assertThat(ask(requesters.get(r), r + "/" + i)).isEqualTo("re: " + r + "/" + i);
            }
        }
        assertThat(requesters).allMatch(requester -> requester.lateReplies() == 0);
    }

    @Test
    @DisplayName("REQ-1: replies go to a topic of the application's choice if the requester names one")
    final void repliesGoToAChosenTopic() {
        Topic topic = requests();
        Topic chosen = deleting(Topic.of(unique("chosen")));
        Requester<String, String> requester =
                closing(requester(mq(), topic).replyTo(chosen).start());
        List<String> named = new CopyOnWriteArrayList<>();
        respond(topic, request -> {
            named.add(request.replyTo().orElse("none"));
            return answer(request);
        });

        assertThat(ask(requester, "where?")).isEqualTo("re: where?");
        assertThat(named).containsOnly(chosen.name());
    }

    @Test
    @DisplayName("REQ-2: a request without a reply fails with TIMEOUT in time, and a reply that comes later is counted")
    final void aLateReplyIsDropped() {
        Topic topic = requests();
        Requester<String, String> requester = requester(topic);
        CountDownLatch go = new CountDownLatch(1);
        respond(topic, request -> {
            Waiting.forLatch("the request is over", go);
            return answer(request);
        });
        long start = System.nanoTime();
        MqException timeout = assertFails(ErrorCode.TIMEOUT, () -> requester.request(Message.of("anybody?"), SHORT));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(timeout.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(timeout).hasMessageContaining(topic.name());
        assertThat(took).isBetween(SHORT, SHORT.plus(Waiting.tolerance(Duration.ofSeconds(3))));
        go.countDown();

        Waiting.until("the late reply is counted", () -> requester.lateReplies() == 1);
        assertThat(ask(requester, "again")).isEqualTo("re: again");
        assertThat(requester.lateReplies()).isEqualTo(1);
    }

    @Test
    @DisplayName("REQ-3: a request that cannot be sent fails at once with the reason")
    final void aRequestThatIsNotSentFails() {
        Topic topic = requests();
        Requester<String, String> requester = requester(topic);
        respond(topic, RequestContract::answer);
        Message<String> addressed = Message.builder("m").correlationId("mine").build();
        assertFails(ErrorCode.INVALID_MESSAGE, () -> requester.request(addressed));
        assertFails(
                ErrorCode.INVALID_MESSAGE,
                requester.requestAsync(Message.builder("m").replyTo("there").build()));
        assertFails(ErrorCode.CONFIGURATION, () -> requester.request(Message.of("m"), Duration.ZERO));

        Requester<String, String> narrow =
                closing(requester(mq(), topic).maxPending(1).start());
        mq().admin().deleteGroup(topic, Group.of("nobody"));
        if (support(Capability.UNROUTABLE_DETECTION).supported()) {
            Topic unheard = deleting(Topic.of(unique("unheard")));
            Topic unused = deleting(replies(unheard));
            assertFails(ErrorCode.UNROUTABLE, () -> requester(unheard).request(Message.of("m"), Waiting.DEADLINE));
        }
        assertThat(ask(narrow, "one at a time")).isEqualTo("re: one at a time");
    }

    @Test
    @DisplayName("REQ-4: a request whose handler fails is tried again; the attempt that succeeds replies")
    final void aFailedRequestIsTriedAgain() {
        Topic topic = requests();
        Requester<String, String> requester = requester(topic);
        respond(topic, request -> {
            if (request.attempt() == 1) {
                throw new IllegalStateException("on purpose");
            }
            return Message.of("attempt " + request.attempt());
        });

        assertThat(ask(requester, "please")).isEqualTo("attempt 2");
    }

    @Test
    @DisplayName("REQ-4: a request that fails for good is a dead letter, and its requester waits in vain")
    final void aRequestBecomesADeadLetter() {
        Topic topic = requests();
        Requester<String, String> requester = requester(topic);
        respond(topic, request -> {
            if (request.payload().equals("reject")) {
                throw new RejectException("not for us");
            }
            throw new IllegalStateException("on purpose");
        });
        CompletableFuture<Message<String>> rejected =
                requester.requestAsync(Message.of("reject"), SHORT.multipliedBy(5));
        CompletableFuture<Message<String>> failed = requester.requestAsync(Message.of("fail"), SHORT.multipliedBy(5));

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitCount(2);
        assertThat(dead.payloads()).containsExactlyInAnyOrder("reject", "fail");
        assertFails(ErrorCode.TIMEOUT, rejected);
        assertFails(ErrorCode.TIMEOUT, failed);
        assertThat(requester.lateReplies()).isZero();
    }

    @Test
    @DisplayName("REQ-5: closing a requester fails what waits with CLOSED, and later requests too")
    final void closingFailsWhatWaits() {
        Topic topic = requests();
        mq().admin().declare(topic);
        Requester<String, String> requester = requester(topic);
        CompletableFuture<Message<String>> waiting = requester.requestAsync(Message.of("never"), Waiting.DEADLINE);
        assertThat(waiting).isNotDone();
        requester.close();
        requester.close();

        assertFails(ErrorCode.CLOSED, waiting);
        assertFails(ErrorCode.CLOSED, () -> requester.request(Message.of("later")));
    }

    @Test
    @DisplayName("REQ-6: any program's request is answered in the topic that it names, with its correlation id")
    final void anyProgramMayAsk() {
        Topic topic = requests();
        respond(topic, RequestContract::answer);
        Topic own = topic(Group.of("asker"));
        mq().admin().declare(own);
        publish(
                topic,
                Message.builder("plain")
                        .correlationId("c-1")
                        .replyTo(own.name())
                        .build());
        String id =
                publish(topic, Message.builder("without").replyTo(own.name()).build());

        Collector<String> answers = collect(own, Group.of("asker"));
        answers.awaitCount(2);
        Map<String, String> byCorrelation = Map.of(
                correlation(answers, "re: plain"), "re: plain", correlation(answers, "re: without"), "re: without");
        assertThat(byCorrelation).containsOnlyKeys("c-1", id);
    }

    private static String correlation(Collector<String> answers, String payload) {
        return answers.deliveries().stream()
                .filter(delivery -> delivery.payload().equals(payload))
                .findFirst()
                .flatMap(Delivery::correlationId)
                .orElse("none");
    }

    @Test
    @DisplayName("REQ-6: a reply that nobody would get is dropped with an event, and its request is done")
    final void undeliverableRepliesAreDropped() {
        Topic topic = requests();
        List<MqEvent> events = new CopyOnWriteArrayList<>();
        MqClient.Builder builder = MqClient.builder(harness().url()).onEvent(events::add);
        harness().options().forEach(builder::option);
        List<String> handled = new CopyOnWriteArrayList<>();
        respond(closing(builder.connect()), topic, request -> {
            handled.add(request.id());
            return answer(request);
        });
        List<String> ids = List.of(
                publish(topic, "no reply topic"),
                publish(
                        topic,
                        Message.builder("a missing one")
                                .replyTo(unique("missing"))
                                .build()),
                publish(
                        topic,
                        Message.builder("no name").replyTo("not a topic!").build()));

        Waiting.until("the events", () -> events.size() >= 3);
        assertThat(events).allMatch(event -> event.type() == MqEvent.Type.NOTICE);
        assertThat(ids)
                .allMatch(
                        id -> events.stream().anyMatch(event -> event.message().contains(id)));
        Waiting.watch(() -> handled.size() > 3);
        assertThat(handled).containsExactlyInAnyOrderElementsOf(ids);
    }
}
