package dev.tradewitness.authorize.exposure;

/// What an execution report says, after FIX 4.4 ExecType (tag 150).
public enum ExecType {
  TRADE("FILL"),
  /// An earlier trade did not happen after all.
  TRADE_CANCEL("TRADE_CANCEL"),
  /// An earlier trade had another quantity or price.
  TRADE_CORRECT("TRADE_CORRECT"),
  CANCELED("CANCEL"),
  REJECTED("REJECT"),
  EXPIRED("EXPIRE"),
  /// Not a venue's word: this service released the reservation at its deadline.
  RELEASED("RELEASE");

  private final String word;

  ExecType(String word) {
    this.word = word;
  }

  /// The word that the journal and the wire use.
  public String word() {
    return word;
  }

  /// @throws IllegalArgumentException for a word that is none of these
  public static ExecType ofWord(String word) {
    for (ExecType type : values()) {
      if (type.word.equals(word)) {
        return type;
      }
    }
    throw new IllegalArgumentException("not an execution type: " + word);
  }
}
