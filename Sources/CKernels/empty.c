// Placeholder translation unit until the first source arrives.
