package dev.tradewitness.vpin.state;

/// The input topic whose state this process keeps.
record Feed(int id, String topic) {}
