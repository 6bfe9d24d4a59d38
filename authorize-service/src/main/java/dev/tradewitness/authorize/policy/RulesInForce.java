package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.ControlBook;

/// What orders are judged by at one moment. Read as one, so that a decision never names the record
/// of a policy that did not judge it.
public record RulesInForce(ControlBook controls, PolicyEngine policy) {}
