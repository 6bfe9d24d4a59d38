package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.spring.logged.LoggedCounts.Reason;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.aop.framework.ProxyFactory;

/// Beans that are proxies from the beginning, as interface clients and repositories are.
class VcpLoggedByProxyTest {

  @TempDir Path folder;

  interface Market {
    @VcpLogged(value = "ORD", payload = "{id: #id, answer: #result}")
    String send(String id);
  }

  private static final Market SENT = id -> "sent " + id;
  private static final MethodInterceptor SENDING =
      call -> call.getMethod().invoke(SENT, call.getArguments());

  static final List<Market> PROXIES =
      List.of(ofTheJdk(), withoutTarget(), withATargetOfAnotherType());

  private static Market ofTheJdk() {
    return (Market)
        Proxy.newProxyInstance(
            Market.class.getClassLoader(),
            new Class<?>[] {Market.class},
            (_, method, arguments) -> method.invoke(SENT, arguments));
  }

  private static Market withoutTarget() {
    return ProxyFactory.getProxy(Market.class, SENDING);
  }

  private static Market withATargetOfAnotherType() {
    var factory = new ProxyFactory(new Object());
    factory.setInterfaces(Market.class);
    factory.addAdvice(SENDING);
    return (Market) factory.getProxy();
  }

  @ParameterizedTest
  @FieldSource("PROXIES")
  void theAnnotationOfItsInterfaceCounts(Market proxy) {
    Starter.in(folder)
        .withBean("market", Market.class, () -> proxy)
        .run(context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBean(Market.class).send("a")).isEqualTo("sent a");
          assertThat(context.getBean(Tradewitness.class).counters().logged()).isEqualTo(1);
          assertThat(context.getBean(LoggedCounts.class).unlogged(Reason.FAILED)).isZero();
          assertThat(context.getSourceApplicationContext().getBeanFactory())
              .satisfies(
                  beans -> assertThat(beans.getDependentBeans("tradewitness")).contains("market"));
        });
  }
}
