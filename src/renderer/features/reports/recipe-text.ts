/** A recipe's fields in one line; its parts are the field names of RECIPE.json in every language. */
export function recipeText(recipe: unknown): string {
  if (typeof recipe !== 'object' || recipe === null) return '–';
  return Object.entries(recipe)
    .map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
    .join(', ');
}
