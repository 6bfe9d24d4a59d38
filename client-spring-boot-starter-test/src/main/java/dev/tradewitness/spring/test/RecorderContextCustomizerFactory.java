package dev.tradewitness.spring.test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/// Puts a recorder into the contexts of tests with [RecordTradewitness].
final class RecorderContextCustomizerFactory implements ContextCustomizerFactory {

  /// No such host exists: with an `HttpClient` of the application's own, nothing leaves the test.
  private static final String NOWHERE = "http://recorder.invalid";

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> test, List<ContextConfigurationAttributes> attributes) {
    return TestContextAnnotationUtils.hasAnnotation(test, RecordTradewitness.class)
        ? new Recording()
        : null;
  }

  /// All are equal, so tests share their contexts.
  private record Recording() implements ContextCustomizer {

    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
      Path folder = RecorderConnection.folder();
      MutablePropertySources settings = context.getEnvironment().getPropertySources();
      settings.addFirst(
          new MapPropertySource(
              "tradewitness recorder",
              Map.of(
                  "tradewitness.client.capture", NOWHERE,
                  "tradewitness.client.authorize.address", NOWHERE,
                  "tradewitness.client.spool.folder", folder.toString())));
      settings.addLast(
          new MapPropertySource(
              "tradewitness recorder defaults",
              Map.of("tradewitness.client.policy-id", "test:recorder")));
      var beans = (GenericApplicationContext) context;
      beans.registerBean(
          TradewitnessRecorder.class,
          () -> new TradewitnessRecorder(beans.getDefaultListableBeanFactory()));
      beans.registerBean(
          RecorderConnection.class,
          () -> new RecorderConnection(beans.getBean(TradewitnessRecorder.class), folder));
    }
  }
}
