package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.decision.PolicyRef;

/// A policy as the value of a control record: `default-1 sha256:…`.
public final class PolicyText {

  private static final String DIGEST = " sha256:";

  private PolicyText() {}

  public static String of(PolicyRef policy) {
    return policy.version() + DIGEST + policy.digest();
  }

  /// @throws IllegalArgumentException when the text is not of that form
  public static PolicyRef ref(String text) {
    int at = text.lastIndexOf(DIGEST);
    if (at < 0) {
      throw new IllegalArgumentException("not a policy with its digest: " + text);
    }
    return new PolicyRef(text.substring(0, at), text.substring(at + DIGEST.length()));
  }
}
