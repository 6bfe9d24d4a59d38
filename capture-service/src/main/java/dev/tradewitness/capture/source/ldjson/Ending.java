package dev.tradewitness.capture.source.ldjson;

import java.util.Locale;

/// Why a connection ended, as metrics name it.
enum Ending {
  /// The client closed it, or said goodbye.
  DONE,
  /// The client reset it.
  BROKEN,
  /// There were as many as there may be.
  LIMIT,
  /// The first line did not carry the secret.
  SECRET,
  /// Its hello asked for something that is not served.
  HELLO,
  /// It sent nothing for the read timeout.
  SILENT,
  /// It did not take its acknowledgements.
  SLOW_READER,
  /// The service is stopping.
  STOPPED,
  /// A fault of this service; the log says which.
  FAILED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
