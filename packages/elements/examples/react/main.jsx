import '@ramz/elements';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

function App() {
  const [user, setUser] = useState();
  return (
    <>
      <ramz-verify purpose="login" onramz-verified={({ detail }) => setUser(detail.user)} />
      <output>{user && `Signed in as ${user.phone_number}`}</output>
    </>
  );
}

createRoot(document.getElementById('app')).render(<App />);
