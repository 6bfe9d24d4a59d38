package dev.tradewitness.spring.test;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/// Leaves out every component that a scan of the application finds.
final class NoComponents
    extends StandardAnnotationCustomizableTypeExcludeFilter<TradewitnessClientTest> {

  NoComponents(Class<?> test) {
    super(test);
  }
}
