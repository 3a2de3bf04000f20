"""The constraint of Fisher GAN, as a plugin of ganreg; the class is `ganreg_fisher.constraint.Fisher`."""
