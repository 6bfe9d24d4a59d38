package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.spring.logged.LoggedCounts.Reason;
import java.nio.file.Path;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// Methods of a class are read before those of its superclass, so the wrong ones here stand behind
/// good ones.
class VcpLoggedStartTest {

  @TempDir Path folder;

  interface Desk {
    void place(String id);

    void change(String id);
  }

  static class Misspelt implements Desk {
    @Override
    public void place(String id) {}

    @Override
    @VcpLogged(value = "MOD", payloadBean = "nobody")
    public void change(String id) {}
  }

  static class GoodThenMisspelt extends Misspelt {
    @Override
    @VcpLogged("ORD")
    public void place(String id) {}
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWrongAnnotationBehindAGoodOneStopsTheStartAlsoOfABeanThatHasAProxy(boolean isByClass) {
    stops(
        Starter.in(folder)
            .withBean("desk", Desk.class, () -> proxy(new GoodThenMisspelt(), isByClass)),
        "Misspelt.change: there is no bean nobody");
  }

  /// As a bean of `@Transactional` methods has it.
  private static Desk proxy(Desk target, boolean isByClass) {
    return proxy(new ProxyFactory(target), isByClass);
  }

  private static Desk proxy(ProxyFactory factory, boolean isByClass) {
    MethodInterceptor other = MethodInvocation::proceed;
    factory.addAdvice(other);
    factory.setProxyTargetClass(isByClass);
    return (Desk) factory.getProxy();
  }

  private static void stops(ApplicationContextRunner runner, String message) {
    runner.run(context ->
        assertThat(context)
            .getFailure()
            .hasStackTraceContaining("@VcpLogged on ")
            .hasStackTraceContaining(message));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWrongAnnotationBehindAGoodOneStopsTheStartOfABeanWithoutAProxy(boolean isByClass) {
    stops(
        Starter.in(folder)
            .withPropertyValues("spring.aop.proxy-target-class=" + isByClass)
            .withBean("desk", Desk.class, GoodThenMisspelt::new),
        "Misspelt.change: there is no bean nobody");
  }

  static class Sealed {
    @VcpLogged("MOD")
    final void change() {}
  }

  static class GoodThenSealed extends Sealed {
    @VcpLogged("ORD")
    void place() {}
  }

  static class Common {
    @VcpLogged("MOD")
    static void change() {}
  }

  static class GoodThenCommon extends Common {
    @VcpLogged("ORD")
    void place() {}
  }

  @Test
  void aMethodThatNoProxySeesBehindAGoodOneStopsTheStart() {
    stops(Starter.in(folder).withBean(GoodThenSealed.class), "Sealed.change: no proxy sees");
    stops(Starter.in(folder).withBean(GoodThenCommon.class), "Common.change: no proxy sees");
  }

  static class Good implements Desk {
    @Override
    @VcpLogged("ORD")
    public void place(String id) {}

    @Override
    public void change(String id) {}
  }

  static class LaterMisspelt extends Good {
    @Override
    @VcpLogged(value = "MOD", payloadBean = "nobody")
    public void change(String id) {}
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsReadOnlyAtACallNeverReachesTheCaller(boolean isByClass) {
    var targets = new HotSwappableTargetSource(new Good());
    var factory = new ProxyFactory();
    factory.setInterfaces(Desk.class);
    factory.setTargetSource(targets);
    Starter.in(folder)
        .withBean("desk", Desk.class, () -> proxy(factory, isByClass))
        .run(context -> {
          targets.swap(new LaterMisspelt());
          Desk desk = context.getBean(Desk.class);
          desk.change("a");
          desk.change("b");
          assertThat(context.getBean(LoggedCounts.class).unlogged(Reason.FAILED)).isEqualTo(2);
        });
  }
}
