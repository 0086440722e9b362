package io.onemq.testkit.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Brokers that a test cannot have: nobody listens on port 1. */
class TestBrokersTest {
    private static final String SETTING = "mq.test.redis";
    private static final BrokerChoice REDIS = new BrokerChoice("redis", "");

    private final TestBrokers brokers = new TestBrokers();

    @BeforeEach
    void chooseOneThatIsNotThere() {
        System.setProperty(SETTING, "url:redis://127.0.0.1:1");
    }

    @AfterEach
    void close() {
        System.clearProperty(SETTING);
        brokers.close();
    }

    @Test
    void oneThatCannotBeStartedFailsWithWhatToDo() {
        brokers.prepare(REDIS, false);
        for (int test = 0; test < 2; test++) {
            assertThatThrownBy(() -> brokers.lease(REDIS, false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Redis does not answer at 127.0.0.1:1")
                    .hasMessageContaining(SETTING);
        }
    }

    @Test
    void oneThatRunsElsewhereIsStoppedForNobody() {
        brokers.prepare(REDIS, true);
        for (int test = 0; test < 2; test++) {
            assertThatThrownBy(() -> brokers.lease(REDIS, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Redis runs elsewhere, says mq.test.redis, so that tests cannot stop it")
                    .hasMessageContaining("Set it to container or process");
        }
    }
}
