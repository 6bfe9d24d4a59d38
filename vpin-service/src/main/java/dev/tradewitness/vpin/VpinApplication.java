package dev.tradewitness.vpin;

import dev.tradewitness.kit.ServiceApplication;
import dev.tradewitness.kit.ServiceMain;

@ServiceApplication
public class VpinApplication {

  public static void main(String[] args) {
    ServiceMain.run(VpinApplication.class, args);
  }
}
