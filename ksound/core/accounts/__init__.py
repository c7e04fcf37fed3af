"""Sign-up, sign-in and the settings of an account: what allauth leaves to the site."""
