// Sets of mode letters as sorted strings: small, comparable, and the same bytes whatever the order of insertion.

export function withLetter(letters: string, letter: string): string {
  return letters.includes(letter) ? letters : [...letters, letter].sort().join("");
}

export function withoutLetter(letters: string, letter: string): string {
  return letters.replace(letter, "");
}
