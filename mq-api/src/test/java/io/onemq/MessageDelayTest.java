package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageDelayTest {
    private static final Instant TIME = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void aMessageHasNoDelayUnlessOneIsSet() {
        Message<String> message = Message.of("text");
        assertThat(message.delay()).isEmpty();
        assertThat(message.notBefore()).isEmpty();
    }

    @Test
    void theLaterOfDelayAndTimeHolds() {
        Message<String> timed = Message.builder("text")
                .delay(Duration.ofDays(7))
                .notBefore(TIME)
                .build();
        assertThat(timed.delay()).isEmpty();
        assertThat(timed.notBefore()).contains(TIME);
        Message<String> delayed = timed.toBuilder().delay(Duration.ZERO).build();
        assertThat(delayed.delay()).contains(Duration.ZERO);
        assertThat(delayed.notBefore()).isEmpty();
        assertThat(delayed.withKey("k").delay()).contains(Duration.ZERO);
    }

    @Test
    void delaysAndTimesHaveLimits() {
        assertRefused(Message.builder("text").delay(Duration.ofDays(7).plusNanos(1)));
        assertRefused(Message.builder("text").delay(Duration.ofNanos(-1)));
        assertRefused(Message.builder("text").notBefore(Instant.MAX));
        assertRefused(Message.builder("text").notBefore(Instant.EPOCH.minusMillis(1)));
    }

    private static void assertRefused(Message.Builder<String> builder) {
        MqException failure = catchThrowableOfType(MqException.class, builder::build);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
    }
}
