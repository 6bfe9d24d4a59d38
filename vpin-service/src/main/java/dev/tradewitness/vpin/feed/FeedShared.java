package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.StateStore;
import dev.tradewitness.vpin.vitals.Vitals;
import java.time.Duration;
import java.time.InstantSource;

/// What all consumers of the process share.
///
/// @param owner names the process in claims
/// @param reclaimAfter time after which a partition that another process claimed and does not read
///   is claimed again
/// @param newProducer called when dead letters are not acknowledged in time: ends what is under
///   way, so that it is sent anew
/// @param clock compared with the times of messages
/// @param time for waits and ages
record FeedShared(
    String topic,
    String owner,
    PairBounds bounds,
    Duration reclaimAfter,
    StateStore store,
    TopicRanges ranges,
    TopicWatch topicWatch,
    MetricOutlet outlet,
    Vitals vitals,
    DeadLetters deadLetters,
    OwedLetters owedLetters,
    Runnable newProducer,
    InstantSource clock,
    SteadyTime time) {}
