package dev.tradewitness.orderdesk;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Closes the market when the application ends; the client is closed behind it.
@Component
final class ClosingBell implements DisposableBean {

  private final Market market;

  ClosingBell(Market market) {
    this.market = market;
  }

  @Override
  public void destroy() {
    String _ = market.close();
  }
}
