package io.onemq.memory.junit;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import io.onemq.testkit.junit.Faults;
import io.onemq.testkit.junit.Ledger;
import io.onemq.testkit.junit.MqTest;
import io.onemq.testkit.junit.OnMissing;
import io.onemq.testkit.junit.TestBroker;
import io.onemq.testkit.junit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Classes as users write them, right and wrong, for {@link MqTestTest} to run. */
final class Portable {
    static final Duration SOON = Duration.ofSeconds(20);
    static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

    private Portable() {}

    static void consume(MqClient mq, Topic topic, Group group, Ledger ledger) {
        mq.consumer(topic, group, Codec.string())
                .retry(RetryPolicy.fixed(2, Duration.ofMillis(1)))
                .start(ledger.recording(delivery -> {
                    if (delivery.payload().startsWith("reject")) {
                        throw new RejectException("nobody wants it");
                    }
                }));
    }

    @MqTest(brokers = {"memory", "memory?memory.profile=log"})
    static class OnTwo {
        @Test
        void whatIsPublishedIsHandled(MqClient mq, Topic topic, Group group, Ledger ledger, TestBroker broker) {
            SEEN.add(broker.name() + " " + topic.name() + " " + group.name());
            consume(mq, topic, group, ledger);
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            ledger.publish(publisher, Message.of("1"));
            ledger.publishAll(publisher, List.of(Message.of("2"), Message.of("3")));
            ledger.awaitAllAcked(SOON);
            ledger.assertNothingTwice();
            Assertions.assertEquals(3, ledger.acked().size());
        }

        @Test
        void anotherTest(Topic topic, Group group, TestBroker broker) {
            SEEN.add(broker.name() + " " + topic.name() + " " + group.name());
        }
    }

    @MqTest(brokers = "memory")
    static class EverywhereTheSame {
        private final Topic fromConstructor;

        EverywhereTheSame(Topic topic) {
            this.fromConstructor = topic;
        }

        @BeforeEach
        void before(Topic topic) {
            Assertions.assertSame(fromConstructor, topic);
        }

        @Test
        void one(Topic topic) {
            SEEN.add(topic.name());
            Assertions.assertSame(fromConstructor, topic);
        }

        @Test
        void two(Topic topic) {
            SEEN.add(topic.name());
            Assertions.assertSame(fromConstructor, topic);
        }

        @Nested
        class Inside {
            @Test
            void three(Topic topic, MqClient mq) {
                SEEN.add(topic.name());
                mq.admin().declare(topic);
            }
        }
    }

    @MqTest(brokers = "memory")
    static class OneInstanceInside {
        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class Inside {
            private final MqClient mq;

            Inside(MqClient mq) {
                this.mq = mq;
            }

            @Test
            void one(Topic topic, Group group, Ledger ledger) {
                consume(mq, topic, group, ledger);
                ledger.publish(mq.publisher(topic, Codec.string()), Message.of("1"));
                ledger.awaitAllAcked(SOON);
            }

            @Test
            void two(Topic topic, Group group, Ledger ledger) {
                one(topic, group, ledger);
            }
        }
    }

    @MqTest(brokers = "memory")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceForAllBrokers {
        OneInstanceForAllBrokers(MqClient mq) {
            SEEN.add(mq.broker());
        }

        @Test
        void one() {
            SEEN.add("one");
        }
    }

    @MqTest(brokers = "memory")
    static class FailsAndLeavesMuch {
        @Test
        void fails(MqClient mq, TestBroker broker, Topic topic, Group group, Ledger ledger) {
            SEEN.addAll(List.of(broker.url(), topic.name()));
            consume(mq, topic, group, ledger);
            ledger.publish(mq.publisher(topic, Codec.string()), Message.of("1"));
            throw new AssertionError("on purpose");
        }
    }

    @MqTest(brokers = "memory")
    static class Differs {
        @Test
        void differs(MqClient mq, Topic topic, Group group, Ledger ledger) {
            consume(mq, topic, group, ledger);
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            ledger.publish(publisher, Message.of("fine").withId("id-acked"));
            ledger.publish(publisher, Message.of("reject").withId("id-rejected"));
            publisher.publish(Message.of("by somebody else").withId("id-extra"));
            ledger.published("id-missing");
            ledger.awaitDeadLetters(1, SOON);
            ledger.awaitAllAcked(Duration.ofMillis(300));
        }

        @Test
        void comesTwice(MqClient mq, Topic topic, Group group, Ledger ledger) {
            consume(mq, topic, group, ledger);
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            ledger.publish(publisher, Message.of("fine").withId("id-twice"));
            ledger.awaitAllAcked(SOON);
            publisher.publish(Message.of("fine").withId("id-twice"));
            ledger.publish(publisher, Message.of("the last"));
            ledger.awaitAllAcked(SOON);
            ledger.assertNothingTwice();
        }

        @Test
        void settledByItsHandler(MqClient mq, Topic topic, Group group, Ledger ledger) {
            mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {
                var unused = delivery.reject("not here");
            }));
            ledger.publish(mq.publisher(topic, Codec.string()), Message.of("x").withId("id-refused"));
            ledger.awaitAllReceived(SOON);
            ledger.awaitAllAcked(Duration.ofMillis(300));
        }
    }

    @MqTest(
            brokers = {"memory?memory.profile=log", "memory"},
            require = Capability.PRIORITY)
    static class Requires {
        @Test
        void runs(MqClient mq) {
            SEEN.add(mq.broker());
        }
    }

    @MqTest(
            brokers = {"memory?memory.profile=log", "memory"},
            require = Capability.PRIORITY,
            onMissing = OnMissing.SKIP)
    static class RequiresOrSkips {
        @Test
        void runs(MqClient mq) {
            SEEN.add(mq.broker());
        }
    }

    @MqTest(brokers = {"redis", "memory"})
    static class WithoutADriver {
        @Test
        void runs(TestBroker broker) {
            SEEN.add(broker.name());
        }
    }

    @MqTest(brokers = {"memory", "redish"})
    static class UnknownBroker {
        @Test
        void runs(TestBroker broker) {
            SEEN.add(broker.name());
        }
    }

    @MqTest(brokers = "memory")
    static class WithAClock {
        @Test
        void noBackoffIsWaitedFor(MqClient mq, Topic topic, Group group, Ledger ledger, TestClock clock) {
            mq.consumer(topic, group, Codec.string())
                    .retry(RetryPolicy.fixed(3, Duration.ofHours(1)))
                    .start(ledger.recording(delivery -> {
                        if (delivery.attempt() < 3) {
                            throw new IllegalStateException("not yet");
                        }
                    }));
            ledger.publish(mq.publisher(topic, Codec.string()), Message.of("x"));
            ledger.awaitFailures(1, SOON);
            clock.advance(Duration.ofHours(2));
            ledger.awaitFailures(2, SOON);
            clock.advance(Duration.ofHours(2));
            ledger.awaitAllAcked(SOON);
        }
    }

    @MqTest(brokers = "memory")
    static class WithFaults {
        @Test
        void survivesARestart(MqClient mq, Topic topic, Group group, Ledger ledger, Faults faults) {
            consume(mq, topic, group, ledger);
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            ledger.publish(publisher, Message.of("1"));
            faults.restart();
            ledger.publish(publisher, Message.of("2"));
            faults.cutConnections();
            ledger.publish(publisher, Message.of("3"));
            ledger.awaitAllAcked(SOON);
        }

        @Test
        void leavesTheBrokerDown(MqClient mq, Topic topic, Group group, Ledger ledger, Faults faults) {
            consume(mq, topic, group, ledger);
            faults.kill();
            SEEN.add(Boolean.toString(mq.health().up()));
        }
    }

    /** Two tests that wait for each other: they end only if they run at the same time. */
    @MqTest(brokers = "memory")
    static class AtTheSameTime {
        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Test
        void one(MqClient mq, Topic topic, Group group, Ledger ledger) throws Exception {
            together(mq, topic, group, ledger);
        }

        @Test
        void two(MqClient mq, Topic topic, Group group, Ledger ledger) throws Exception {
            together(mq, topic, group, ledger);
        }

        private static void together(MqClient mq, Topic topic, Group group, Ledger ledger)
                throws InterruptedException, BrokenBarrierException, TimeoutException {
            SEEN.add(topic.name());
            consume(mq, topic, group, ledger);
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            BOTH.await(SOON.toSeconds(), TimeUnit.SECONDS);
            ledger.publishAll(publisher, List.of(Message.of("1"), Message.of("2"), Message.of("3")));
            ledger.awaitAllAcked(SOON);
            Assertions.assertEquals(3, ledger.received().size());
        }
    }
}
