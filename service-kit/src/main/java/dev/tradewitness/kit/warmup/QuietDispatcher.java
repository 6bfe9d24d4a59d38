package dev.tradewitness.kit.warmup;

import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/// Says when it is set up under a logger name of its own, whose level
/// [dev.tradewitness.kit.ServiceMain] sets.
final class QuietDispatcher extends DispatcherServlet {

  private static final long serialVersionUID = 1L;

  QuietDispatcher(WebApplicationContext context) {
    super(context);
  }
}
