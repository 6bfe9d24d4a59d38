package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class LoggedMethodsTest {

  private final LoggedMethods methods = methods(true);

  private static LoggedMethods methods(boolean isByClass) {
    VcpPayload payload = _ -> Map.of();
    return new LoggedMethods(
        new StaticListableBeanFactory(Map.of("payload", payload, "text", "text")), isByClass);
  }

  interface Desk {
    @VcpLogged("ORD")
    @VcpLogged(value = "REJ", on = VcpLogged.On.EXCEPTION)
    void place(String order);

    @VcpLogged(value = "MOD", payload = "{a: #renamed}")
    default void change(String order) {}

    void cancel(String order);
  }

  static class Own implements Desk {
    @Override
    public void place(String order) {}

    @Override
    @VcpLogged(value = "ALG", payloadBean = "payload")
    public void change(String renamed) {}

    @Override
    public void cancel(String order) {}
  }

  @Test
  void findsAllAnnotationsOfAnInterfaceForItsClass() {
    assertThat(methods.find(method(Own.class, "place"), Own.class).orElseThrow().rules())
        .extracting(LoggedRule::type)
        .containsExactly("ORD", "REJ");
    assertThat(methods.find(method(Desk.class, "place"), Own.class)).isPresent();
    assertThat(methods.find(method(Own.class, "cancel"), Own.class)).isEmpty();
  }

  @Test
  void theClassesOwnAnnotationTakesThePlaceOfTheInterfaces() {
    assertThat(methods.find(method(Desk.class, "change"), Own.class).orElseThrow().rules())
        .extracting(LoggedRule::type)
        .containsExactly("ALG");
  }

  static class Wrong {
    @VcpLogged("")
    void type() {}

    @VcpLogged(value = "ORD", payload = "{a: #b}")
    void expression(String a) {}

    @VcpLogged(value = "ORD", payload = "{}")
    void list() {}

    @VcpLogged(value = "ORD", payloadBean = "nobody")
    void noBean() {}

    @VcpLogged(value = "ORD", payloadBean = "text")
    void otherBean() {}

    @VcpLogged(value = "ORD", payload = "{a: 1}", payloadBean = "payload")
    void both() {}

    @VcpLogged(value = "ORD", condition = "#", payload = "{a: 1}")
    void condition() {}

    @VcpLogged("ORD")
    void hiding(String result) {}

    @VcpLogged("ORD")
    void rooted(String root) {}

    @VcpLogged("ORD")
    @SuppressWarnings("unused") // read by its name
    private void ownOnly() {}

    @VcpLogged("ORD")
    static void common() {}

    @VcpLogged("ORD")
    final void sealed() {}

    @VcpLogged("ORD")
    Future<String> future() {
      return CompletableFuture.completedFuture("");
    }

    @VcpLogged("ORD")
    Flow.Publisher<String> publisher() {
      return _ -> {};
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type | event type: 1 to 64 letters",
        "expression | there is no #b, only [#a, #exception, #result]",
        "list | `{}` is a list, and a payload is a map; an empty one is {:}",
        "noBean | there is no bean nobody that is a VcpPayload",
        "otherBean | there is no bean text that is a VcpPayload",
        "both | not both",
        "condition | `#`",
        "hiding | a parameter named result hides",
        "rooted | no expression can read a parameter named root",
        "ownOnly | private or static",
        "common | private or static",
        "sealed | final method",
        "future | a Future is not followed to its end; a CompletableFuture is",
        "publisher | a Publisher is not followed"
      })
  void aWrongAnnotationIsNamedWithItsMethod(String name, String message) {
    assertThatIllegalStateException()
        .isThrownBy(() -> methods.find(method(Wrong.class, name), Wrong.class))
        .withMessageContaining("@VcpLogged on " + Wrong.class.getName() + "." + name)
        .withMessageContaining(message);
  }

  @Test
  void behindAProxyOfTheInterfaceAFinalMethodIsSeen() {
    assertThat(methods(false).find(method(Wrong.class, "sealed"), Wrong.class)).isPresent();
  }

  private static Method method(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
