package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.StateStore;
import dev.tradewitness.vpin.vitals.Vitals;
import java.time.InstantSource;

/// What all consumers of the process share.
///
/// @param owner names the process in claims
record FeedShared(
    String topic,
    String owner,
    StateStore store,
    TopicRanges ranges,
    TopicWatch topicWatch,
    MetricOutlet outlet,
    Vitals vitals,
    InstantSource clock) {}
