package dev.tradewitness.testservers;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/// Finds [TestServers] on a test class or on the one around it.
final class TestServersContextCustomizerFactory implements ContextCustomizerFactory {

  TestServersContextCustomizerFactory() {}

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    var descriptor =
        TestContextAnnotationUtils.findAnnotationDescriptor(testClass, TestServers.class);
    if (descriptor == null) {
      return null;
    }
    var annotation = descriptor.getAnnotation();
    return new TestServersContextCustomizer(
        annotation.value(), annotation.kafka(), descriptor.getRootDeclaringClass());
  }
}
