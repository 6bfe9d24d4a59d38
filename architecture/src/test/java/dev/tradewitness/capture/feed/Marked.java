package dev.tradewitness.capture.feed;

import org.springframework.http.MediaType;
import org.springframework.transaction.annotation.Transactional;

/// Asks for a transaction that nobody begins, and knows the web.
public class Marked {
  @Transactional
  public MediaType type() {
    return MediaType.TEXT_PLAIN;
  }
}
