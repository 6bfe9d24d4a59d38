package dev.tradewitness.authorize;

import dev.tradewitness.kit.ServiceApplication;
import dev.tradewitness.kit.ServiceMain;

@ServiceApplication
public class AuthorizeApplication {

  public static void main(String[] args) {
    ServiceMain.run(AuthorizeApplication.class, args);
  }
}
