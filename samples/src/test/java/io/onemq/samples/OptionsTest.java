package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void memoryIsTheDefault() {
        assertThat(parse("")).isEqualTo(new Options("memory", null, 0, 1000, null, false, false, minutes(3), 0));
    }

    @Test
    void everyOptionIsTaken() {
        assertThat(parse("kafka --input a.jsonl --orders 7 --rate 0 --topic t --keep --all --timeout 60"
                        + " --restart-broker-after 3"))
                .isEqualTo(new Options("kafka", Path.of("a.jsonl"), 7, 0, "t", true, true, minutes(1), 3));
    }

    @ParameterizedTest
    @CsvSource({
        "--ordres 5, There is no option --ordres.",
        "--orders, The option --orders needs a value.",
        "--orders five, 'The option --orders needs a whole number, not five.'",
        "--orders 0, 'The option --orders needs at least 1, not 0.'",
        "redis://there --restart-broker-after 9, Only a broker that this program started can be restarted by it.",
    })
    void mistakesAreNamed(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(message);
    }

    private static Options parse(String line) {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
