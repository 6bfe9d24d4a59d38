package dev.tradewitness.vpin;

import dev.tradewitness.kit.ServiceApplication;
import dev.tradewitness.kit.ServiceMain;
import dev.tradewitness.kit.database.TwoPools;
import org.springframework.context.annotation.Import;

@ServiceApplication
@Import(TwoPools.class)
public class VpinApplication {

  public static void main(String[] args) {
    ServiceMain.run(VpinApplication.class, args);
  }
}
