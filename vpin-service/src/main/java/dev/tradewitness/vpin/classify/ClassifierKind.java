package dev.tradewitness.vpin.classify;

import java.nio.ByteBuffer;

/// The classifiers that a pair can be configured with.
public enum ClassifierKind {
  HALF("half"),
  TICK("tick");

  private final String word;

  ClassifierKind(String word) {
    this.word = word;
  }

  /// The name in settings, metrics and tables.
  public String word() {
    return word;
  }

  public Classifier create() {
    return switch (this) {
      case HALF -> new HalfClassifier();
      case TICK -> new TickClassifier();
    };
  }

  /// Reads what [Classifier#save(ByteBuffer)] of the same kind wrote.
  public Classifier restore(ByteBuffer saved) {
    return switch (this) {
      case HALF -> new HalfClassifier();
      case TICK -> new TickClassifier(saved);
    };
  }

  /// The one with this name.
  public static ClassifierKind of(String word) {
    for (ClassifierKind one : values()) {
      if (one.word.equals(word)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no classifier named " + word);
  }
}
