package dev.tradewitness.testservers;

import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/// Closes the application context after each outermost class with [TestServers]: a context that
/// stays in the cache would go on consuming.
final class TestServersListener implements TestExecutionListener {

  TestServersListener() {}

  @Override
  public void afterTestClass(TestContext testContext) {
    var testClass = testContext.getTestClass();
    if (TestContextAnnotationUtils.hasAnnotation(testClass, TestServers.class)
        && !TestContextAnnotationUtils.searchEnclosingClass(testClass)
        && testContext.hasApplicationContext()) {
      testContext.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }
  }
}
