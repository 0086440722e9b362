package io.onemq.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

    @Test
    void readsEveryPart() {
        BrokerUrl url = BrokerUrl.parse("AMQP://us%2Fer:pa%40ss@host1:5672,host2/v%2Fhost?a.b=c%26d&e=1=2&f=+");
        assertThat(url.scheme()).isEqualTo("amqp");
        assertThat(url.user()).contains("us/er");
        assertThat(url.password()).contains("pa@ss");
        assertThat(url.hosts())
                .containsExactly(
                        new BrokerUrl.Host("host1", OptionalInt.of(5672)),
                        new BrokerUrl.Host("host2", OptionalInt.empty()));
        assertThat(url.hosts().get(1).portOr(5673)).isEqualTo(5673);
        assertThat(url.path()).isEqualTo("v/host");
        assertThat(url.query()).containsExactly(entry("a.b", "c&d"), entry("e", "1=2"), entry("f", "+"));
    }

    private static Map.Entry<String, String> entry(String key, String value) {
        return Map.entry(key, value);
    }

    @ParameterizedTest
    @CsvSource({"memory:,''", "memory:orders,orders", "memory:my%20orders?a=b,my orders"})
    void readsTheAddressOfABrokerInTheProcess(String text, String path) {
        BrokerUrl url = BrokerUrl.parse(text);
        assertThat(url.hosts()).isEmpty();
        assertThat(url.user()).isEmpty();
        assertThat(url.path()).isEqualTo(path);
    }

    @Test
    void readsAPasswordWithoutAUser() {
        BrokerUrl url = BrokerUrl.parse("redis://:p:w,d@localhost:6379/0");
        assertThat(url.user()).isEmpty();
        assertThat(url.password()).contains("p:w,d");
        assertThat(url.path()).isEqualTo("0");
    }

    @Test
    void readsAUserWithoutAPassword() {
        BrokerUrl url = BrokerUrl.parse("redis://me@localhost");
        assertThat(url.user()).contains("me");
        assertThat(url.password()).isEmpty();
        assertThat(url).hasToString("redis://me@localhost");
    }

    @Test
    void readsIp6AddressesInBrackets() {
        BrokerUrl url = BrokerUrl.parse("kafka://[::1]:9092,[fe80::1%25eth0],10.0.0.1:9093");
        assertThat(url.hosts()).extracting(BrokerUrl.Host::name).containsExactly("::1", "fe80::1%eth0", "10.0.0.1");
        assertThat(url.hosts()).extracting(host -> host.portOr(1)).containsExactly(9092, 1, 9093);
        assertThat(url.hosts().get(0)).hasToString("[::1]:9092");
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://u:hunter2@h:1/v%2Fw?x=1,                  amqp://u:***@h:1/v/w?x=1",
        "redis://:hunter2@h/0,                            redis://:***@h/0",
        "kafka://a:1?kafka.ssl.key.password=hunter2&b=%25,kafka://a:1?kafka.ssl.key.password=***&b=%25",
        "memory:a%3Fb,                                    memory:a%3Fb"
    })
    void masksSecretsInItsText(String text, String shown) {
        assertThat(BrokerUrl.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|does not start with a scheme",
                "localhost|does not start with a scheme",
                "//localhost|does not start with a scheme",
                "amqp://|lacks the name of host 1",
                "amqp:///vhost|lacks the name of host 1",
                "kafka://a:1,|lacks the name of host 2",
                "kafka://a,,b|lacks the name of host 2",
                "kafka://a:0|bad port for host 1: it must be a number from 1 to 65535",
                "kafka://a,b:65536|bad port for host 2",
                "kafka://a:|bad port for host 1",
                "kafka://::1|bad name for host 1",
                "kafka://[::1|bad name for host 1",
                "kafka://[::1]9092|bad name for host 1",
                "amqp:host:5672|write amqp://host",
                "amqp://@host|an '@' without a user name or password",
                "amqp://u:@host|an empty password",
                "amqp://h/v%2|The path of the amqp: URL has a '%' without two hexadecimal digits",
                "amqp://h/v%ff|The path of the amqp: URL has percent-encoded bytes that are not UTF-8",
                "amqp://h?a|a query parameter that is not name=value",
                "amqp://h?=1|a query parameter that is not name=value",
                "amqp://h?a=1&|a query parameter that is not name=value",
                "amqp://h?a=1&a=2|gives 'a' twice",
                "amqp://h?a=%zz|The value of 'a' of the amqp: URL has a '%'",
                "amqp://a b|a space or control character at position 9",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> BrokerUrl.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp://me:hun@ter2@host",
                "amqp://me:hun/ter2@host/v",
                "amqp://me:12/ter2@host/v",
                "amqp://me:12?ter2@host/v",
                "amqp://me:12?ter2=x@host/v",
                "amqp://me:12#ter2@host/v",
                "amqp://me:12,ter2/y@host/v",
                "amqp://me:hun ter2@host/v",
                "amqp://me:ter2%@host/v",
                "amqp://me:ter2%ff@host/v",
                "amqp://me:ter2@host:port",
                "amqp:me:ter2@host",
                "me:ter2@host",
                "redis://:ter2",
                "redis://me:ter2",
                "amqp://me:ter2@host?a=1&a=2",
            })
    void neverShowsAPieceOfAPasswordWhenItRefuses(String text) {
        assertThatThrownBy(() -> BrokerUrl.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> assertThat(everything(e)).doesNotContain("ter2").doesNotContain("hun"));
    }

    @Test
    void saysHowToEncodeAPassword() {
        assertThatThrownBy(() -> BrokerUrl.parse("amqp://me:hun/ter2@host/v"))
                .hasMessageContaining("an '@' after its first '/'")
                .hasMessageContaining("write %40 for '@', %2F for '/'");
    }

    private static List<String> everything(Throwable e) {
        return e.getCause() == null
                ? List.of(e.toString())
                : List.of(e.toString(), e.getCause().toString());
    }
}
