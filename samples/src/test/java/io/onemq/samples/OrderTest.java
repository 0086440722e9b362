package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.CodecException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    private static final String GOOD = "{'id':'A1','customer':{'id':'c7','name':'Zoë'},'currency':'EUR','total':6.50,"
            + "'items':[{'sku':'T1','qty':2,'price':3.25}]}";

    @Test
    void readsWhatIsThere() {
        Order order = Order.JSON.decode(json(GOOD));

        assertThat(order.customer().name()).isEqualTo("Zoë");
        assertThat(order.customer().address()).isNull();
        assertThat(order.note()).isNull();
        assertThat(order.sum()).isEqualByComparingTo(order.total());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "ORDER;1",
                "{'id':'A1'",
                "{'id':null,'customer':{'id':'c7','name':'Zoë'},'currency':'EUR','total':1,'items':[]}",
                "{'id':'A1','customer':{'id':'c7','name':'Zoë'},'currency':'EUR','total':'1','items':[]}",
                "{'id':'A1','customer':{'id':'c7','name':'Zoë'},'currency':'EUR','total':1,'items':[]} {}",
                "{'id':'A1','customer':{'id':'c7','name':'Zoë'},'currency':'EUR','total':1,"
                        + "'items':[{'sku':'T1','qty':1.5,'price':1}]}",
            })
    void refusesWhatIsNoOrder(String line) {
        assertThatThrownBy(() -> Order.JSON.decode(json(line))).isInstanceOf(CodecException.class);
    }

    @Test
    void findsTheCustomerInALineThatIsNoOrder() {
        assertThat(Order.customerIn(json("{'customer':{'id':'c7'}}"))).contains("c7");
        assertThat(Order.customerIn(json("{'customer':7}"))).isEmpty();
        assertThat(Order.customerIn(json(""))).isEmpty();
        assertThat(Order.customerIn(json("ORDER;1"))).isEmpty();
    }

    private static byte[] json(String line) {
        return line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
