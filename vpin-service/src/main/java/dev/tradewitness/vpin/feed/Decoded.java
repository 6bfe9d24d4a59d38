package dev.tradewitness.vpin.feed;

/// What a message turned out to be.
sealed interface Decoded permits Trade, Refusal {}
