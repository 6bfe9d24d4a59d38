package dev.tradewitness.authorize.policy;

import java.util.List;

/// A policy as its author wrote it: its rules, and cases that show what they do.
public record PolicyDocument(PolicyVersion version, List<PolicyCase> cases) {

  public PolicyDocument {
    cases = List.copyOf(cases);
  }
}
