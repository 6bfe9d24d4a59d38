package dev.tradewitness.launcher.training;

import java.io.IOException;

/// One client of the training.
interface Client {

  /// Sends one thing and what follows from it.
  ///
  /// @param number counts this client's rounds from 0
  /// @throws IOException when it was not answered as expected
  void round(int number) throws IOException, InterruptedException;
}
